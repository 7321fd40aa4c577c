package org.tfpipeline.tools.extract;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.nio.file.Path;
import org.tfpipeline.tools.convert.Pictures;

/**
 * Tells how to make the same records of extracted files.
 *
 * @param records where the files are from
 * @param extracted the files
 * @param files their folder
 */
record WayBack(RecordSet records, Extracted extracted, Path files) {

  /**
   * The arguments of {@code tfpipeline}.
   *
   * @param classes whether there is a file of their names
   * @param images how many each split has
   */
  ImmutableList<String> arguments(boolean classes, ImmutableMultiset<String> images) {
    var arguments = ImmutableList.<String>builder();
    arguments.add("convert", "--format", extracted.format().flagValue());
    arguments.add("--input", files.resolve(extracted.input()).toString());
    arguments.add("--output", files.resolveSibling(files.getFileName() + "-records").toString());
    records.name().ifPresent(name -> arguments.add("--name", name));
    if (classes) {
      arguments.add("--labels", files.resolve(Extraction.CLASSES).toString());
    }
    var splits = records.splits();
    if (!extracted.divided() && splits.size() > 1) {
      arguments.add("--split", splits.stream().map(this::list).collect(joining(",")));
    } else if (!extracted.divided() && !splits.get(0).equals("train")) {
      arguments.add("--split", splits.get(0) + "=1");
    }
    records.shards(images).ifPresent(count -> arguments.add("--shards", count.toString()));
    if (extracted.mostPixels() > Pictures.MOST_PIXELS) {
      arguments.add("--max-pixels", Long.toString(extracted.mostPixels()));
    }
    return arguments.build();
  }

  private String list(String split) {
    return split + "=" + files.resolve(SplitLists.name(split));
  }
}
