package io.tapmesh.standalone.process;

import java.nio.file.Path;
import java.util.List;

/**
 * How to start a child process: a JVM of its own with this one's class path.
 *
 * @param name what messages call it
 * @param jvmArguments as {@code -Xmx64m}
 * @param mainClass with a {@code main} that takes the arguments
 * @param log where its log and standard error go; overwritten
 */
public record ChildSpec(
    String name, List<String> jvmArguments, String mainClass, List<String> arguments, Path log) {}
