/** The problem "files". */
@NullMarked
package dev.scalingpatterns.samples.files;

import org.jspecify.annotations.NullMarked;
