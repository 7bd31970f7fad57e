/** The command line. */
@NullMarked
package io.tapmesh.standalone.command;

import org.jspecify.annotations.NullMarked;
