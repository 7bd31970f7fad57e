/** What a person at the terminal reads. */
@NullMarked
package io.tapmesh.standalone.console;

import org.jspecify.annotations.NullMarked;
