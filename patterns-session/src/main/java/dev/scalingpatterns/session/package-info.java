/**
 * Sessions that live on any server: who is logged in, and what they carry with them.
 *
 * <p>Start with {@link dev.scalingpatterns.session.SessionStore}.
 */
@NullMarked
package dev.scalingpatterns.session;

import org.jspecify.annotations.NullMarked;
