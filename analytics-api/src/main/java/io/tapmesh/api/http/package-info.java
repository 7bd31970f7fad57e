/** HTTP around the questions: parameters, problems, security headers, the UI's files, metrics. */
@NullMarked
package io.tapmesh.api.http;

import org.jspecify.annotations.NullMarked;
