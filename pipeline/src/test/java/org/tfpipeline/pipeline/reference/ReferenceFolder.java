package org.tfpipeline.pipeline.reference;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder of cases; what lies in folders below it is of no concern here. */
record ReferenceFolder(Path path) {
  /** The folder that the build was told, or the one that belongs to the project. */
  static ReferenceFolder configured() {
    // A relative folder is meant from where the build was started, not from this module.
    var base = Path.of(System.getProperty("reference.base", ""));
    return new ReferenceFolder(
        base.resolve(System.getProperty("reference.dir", "src/test/reference")));
  }

  /** The names of all cases' files without their endings. */
  ImmutableSortedSet<String> stems() throws IOException {
    if (!Files.isDirectory(path)) {
      throw new AssertionError("There is no folder " + path + "; -Dreference.dir names one.");
    }
    try (var files = Files.list(path)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(json|safetensors)"))
          .map(MoreFiles::getNameWithoutExtension)
          .collect(toImmutableSortedSet(Comparator.naturalOrder()));
    }
  }

  ReferenceCase read(String stem) throws IOException {
    return ReferenceCase.read(path, stem);
  }
}
