package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/**
 * Lists the images that a file of lines {@code path,label} names, the label being optional. Paths
 * start in the folder of the file. A first line that says {@code path} or the like is a header.
 */
final class CsvLister implements CollectionLister {

  private static final Set<String> HEADERS =
      Set.of("path", "file", "filename", "file_name", "image", "image_path");

  private final CollectionSource source;
  private final Path folder;
  private final CollectionBuilder collection;

  CsvLister(CollectionSource source) {
    this.source = source;
    this.folder = source.input().toAbsolutePath().getParent();
    this.collection = new CollectionBuilder(folder);
  }

  @Override
  public ImageCollection list() throws IOException {
    List<CsvText.Row> rows = rows();
    boolean labelled = rows.stream().anyMatch(row -> row.fields().size() > 1);
    var good = new ArrayList<CsvText.Row>();
    var paths = new HashSet<Path>();
    var names = new HashSet<String>();
    var labelNames = new HashSet<String>();
    for (CsvText.Row row : rows) {
      Optional<String> fault = fault(row, labelled, paths, names);
      if (fault.isPresent()) {
        collection.refuse(
            row.fields().get(0),
            "in line %d of %s %s".formatted(row.line(), source.input(), fault.get()));
      } else {
        good.add(row);
        row.fields().stream().skip(1).forEach(labelNames::add);
      }
    }
    ImmutableList<String> classes = classes(labelNames);
    var labels = RecordLayout.of(new RecordContent.Images(classes)).labels();
    good.sort(Comparator.comparing(row -> row.fields().get(0)));
    for (CsvText.Row row : good) {
      String path = row.fields().get(0);
      Optional<ClassLabel> label = row.fields().stream().skip(1).findFirst().map(labels::get);
      collection.add(
          new SourceImage(
              folder.resolve(path),
              recordName(path),
              path,
              label,
              Optional.empty(),
              new NoAnnotation()));
    }
    return collection.build(CollectionKind.IMAGES, classes, ImmutableList.of(), Optional.empty());
  }

  private List<CsvText.Row> rows() throws IOException {
    try {
      var rows = CsvText.parse(TextFiles.read(source.input()));
      boolean header =
          !rows.isEmpty()
              && HEADERS.contains(rows.get(0).fields().get(0).strip().toLowerCase(Locale.ROOT));
      return header ? rows.subList(1, rows.size()) : rows;
    } catch (AnnotationException e) {
      throw new IOException("%s %s".formatted(source.input(), e.getMessage()), e);
    }
  }

  private Optional<String> fault(
      CsvText.Row row, boolean labelled, Set<Path> paths, Set<String> names) {
    List<String> fields = row.fields();
    if (fields.size() > 2) {
      return Optional.of(
          "has %d fields; write path,label, with quotes around what has commas"
              .formatted(fields.size()));
    }
    if (fields.get(0).isBlank()) {
      return Optional.of("has no path");
    }
    if (labelled && (fields.size() == 1 || fields.get(1).isBlank())) {
      return Optional.of("has no label, but other lines have one");
    }
    try {
      Path file = folder.resolve(fields.get(0)).normalize();
      if (!paths.add(file)) {
        return Optional.of("is named a second time");
      }
      if (!Files.exists(file)) {
        return Optional.of("is not there");
      }
      String name = recordName(fields.get(0));
      return names.add(name)
          ? Optional.empty()
          : Optional.of("would be %s in the records, as another line's image is".formatted(name));
    } catch (InvalidPathException e) {
      return Optional.of("is no name of a file");
    }
  }

  /** A path without what leads out of the folder, so that the image has a place below any other. */
  private static String recordName(String path) {
    return StreamSupport.stream(Path.of(path).normalize().spliterator(), false)
        .map(Path::toString)
        .filter(part -> !part.equals(".."))
        .collect(Collectors.joining("/"));
  }

  /** Labels that are all numbers are ordered as numbers. */
  private ImmutableList<String> classes(Collection<String> names) throws IOException {
    if (source.labels().isPresent()
        || names.stream().anyMatch(name -> Longs.tryParse(name) == null)) {
      return ClassNames.order(names, source.labels());
    }
    var ordered =
        new TreeSet<>(
            Comparator.<String, Long>comparing(Long::parseLong)
                .thenComparing(Comparator.naturalOrder()));
    ordered.addAll(names);
    return ImmutableList.copyOf(ordered);
  }
}
