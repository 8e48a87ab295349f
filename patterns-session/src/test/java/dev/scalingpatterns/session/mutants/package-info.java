/** Naive session stores, each of which breaks one promise and is rejected by the suite that tests it. */
@NullMarked
package dev.scalingpatterns.session.mutants;

import org.jspecify.annotations.NullMarked;
