package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tfpipeline.tfrecords.StagedFolder;
import org.tfpipeline.tfrecords.manifest.ImageManifest;
import org.tfpipeline.tfrecords.manifest.SplitInfo;

/**
 * Converts a collection in two passes. The first decodes every image, so that the splits and shards
 * can be planned over those that are good; the second copies their bytes into records, or encodes
 * anew. Between the two only a few words an image are kept, and the boxes and outlines of its
 * objects.
 */
public final class Conversion {

  private final ConversionOptions options;
  private final ConversionProgress progress;
  private final MemoryBudget budget = MemoryBudget.ofHeap();
  private final Reencoder reencoder = new Reencoder(budget);

  /** Prepares a conversion. */
  public Conversion(ConversionOptions options, ConversionProgress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Converts.
   *
   * @throws IOException if the input cannot be listed, holds nothing to convert, or the output
   *     cannot be written
   */
  public ConversionReport run() throws IOException {
    checkPlaces();
    ImageCollection collection = collection();
    try (var workers = new OrderedWorkers(Runtime.getRuntime().availableProcessors());
        var staged = StagedFolder.create(options.output(), options.force())) {
      // The folder comes before the checks: an output that cannot be written is known at once.
      CheckedImages images = check(collection, workers);
      boolean write = images.refusals().isEmpty() || options.skipBad();
      var splits =
          write ? write(collection, images, workers, staged) : ImmutableList.<SplitInfo>of();
      return new ConversionReport(
          write,
          collection.images().size() + collection.refusals().size(),
          images.content(),
          splits,
          images.treatments(),
          images.refusals(),
          images.remarks(),
          collection.unnamed(),
          collection.passedOver());
    }
  }

  private void checkPlaces() throws IOException {
    StagedFolder.checkReplaceable(options.output(), options.force());
    Path input = options.input().toAbsolutePath().normalize();
    if (options.output().toAbsolutePath().normalize().startsWith(input)) {
      throw new IOException(
          "output folder %s is inside the input folder %s; name one outside"
              .formatted(options.output(), options.input()));
    }
  }

  /** Lists the collection and, if lists divide it, divides it. */
  private ImageCollection collection() throws IOException {
    ImageCollection collection = CollectionLister.list(options.source());
    if (!collection.splits().isEmpty() && options.split().isPresent()) {
      throw new IOException(
          "folders of %s make the splits %s already; leave out --split"
              .formatted(options.input(), String.join(", ", collection.splits())));
    }
    if (options.split().isPresent()) {
      return options.split().get() instanceof SplitLists lists
          ? lists.divide(collection)
          : collection;
    }
    return collection.lists().isPresent()
        ? collection.lists().get().divide(collection)
        : collection;
  }

  private CheckedImages check(ImageCollection collection, OrderedWorkers workers)
      throws IOException {
    var images = new CheckedImages(collection);
    var counter = new ProgressCounter(progress, "checking", collection.images().size());
    var check =
        new AnnotatedCheck(
            new ImageCheck(options.maxPixels(), options.decode(), reencoder), budget);
    workers.map(
        collection.images(),
        check::check,
        result -> {
          images.add(result);
          counter.advance();
        });
    return images;
  }

  private ImmutableList<SplitInfo> write(
      ImageCollection collection, CheckedImages images, OrderedWorkers workers, StagedFolder staged)
      throws IOException {
    var counter = new ProgressCounter(progress, "writing", images.good().size());
    var content = images.content();
    var writer =
        new DataSetWriter(
            staged.path(),
            options.name(),
            options.shardSize(),
            RecordLayout.of(content),
            reencoder,
            budget);
    var splits = writer.write(plan(collection, images.good()), workers, counter);
    new ImageManifest(options.name(), content, splits).write(staged.path());
    writer.writeRefusals(images.refusals());
    writer.writeRemarks(images.remarks());
    staged.commit();
    return splits;
  }

  private ImmutableListMultimap<String, CheckedImage> plan(
      ImageCollection collection, List<CheckedImage> images) throws IOException {
    var plan = new SplitPlan(options.seed());
    var fractions =
        options.split().orElse(SplitFractions.TRAIN) instanceof SplitFractions some
            ? some
            : SplitFractions.TRAIN;
    boolean given = !collection.splits().isEmpty();
    var wanted = given ? collection.splits() : fractions.fractions().keySet().asList();
    var splits = given ? plan.ofFolders(wanted, images) : plan.byFractions(fractions, images);
    for (String split : wanted) {
      if (!splits.containsKey(split)) {
        throw new IOException(
            "split %s would hold none of the %d usable images; change --split or add images"
                .formatted(split, images.size()));
      }
    }
    return splits;
  }
}
