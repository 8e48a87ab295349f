/** The little of HTTP that the samples need, on the JDK's server and client. */
@NullMarked
package dev.scalingpatterns.samples.web;

import org.jspecify.annotations.NullMarked;
