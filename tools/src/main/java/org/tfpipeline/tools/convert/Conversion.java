package org.tfpipeline.tools.convert;

import static com.google.common.collect.ImmutableMultiset.toImmutableMultiset;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tfpipeline.tfrecords.StagedFolder;
import org.tfpipeline.tfrecords.manifest.ImageManifest;
import org.tfpipeline.tfrecords.manifest.SplitInfo;

/**
 * Converts a collection in two passes. The first decodes every image, so that the splits and shards
 * can be planned over those that are good; the second copies their bytes into records, or encodes
 * anew. Between the two only a few words an image are kept.
 */
public final class Conversion {

  private final ConversionOptions options;
  private final ConversionProgress progress;
  private final Reencoder reencoder = new Reencoder(MemoryBudget.ofHeap());

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
    ImageCollection collection = CollectionLister.list(options.input(), options.format());
    checkSplits(collection);
    try (var workers = new OrderedWorkers(Runtime.getRuntime().availableProcessors());
        var staged = StagedFolder.create(options.output(), options.force())) {
      // The folder comes before the checks: an output that cannot be written is known at once.
      var refusals = new ArrayList<>(collection.refusals());
      var images = check(collection, workers, refusals);
      boolean write = refusals.isEmpty() || options.skipBad();
      var splits =
          write
              ? write(collection, images, refusals, workers, staged)
              : ImmutableList.<SplitInfo>of();
      return new ConversionReport(
          write,
          collection.images().size() + collection.refusals().size(),
          collection.classes(),
          splits,
          images.stream().map(CheckedImage::treatment).collect(toImmutableMultiset()),
          ImmutableList.copyOf(refusals),
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

  private void checkSplits(ImageCollection collection) throws IOException {
    if (!collection.splits().isEmpty() && options.split().isPresent()) {
      throw new IOException(
          "folders of %s make the splits %s already; leave out --split"
              .formatted(options.input(), String.join(", ", collection.splits())));
    }
  }

  private List<CheckedImage> check(
      ImageCollection collection, OrderedWorkers workers, List<Refusal> refusals)
      throws IOException {
    var images = new ArrayList<CheckedImage>();
    var counter = new ProgressCounter(progress, "checking", collection.images().size());
    workers.map(
        collection.images(),
        new ImageCheck(options.maxPixels(), options.decode(), reencoder)::check,
        outcome -> {
          if (outcome instanceof CheckedImage image) {
            images.add(image);
          } else if (outcome instanceof Refusal refusal) {
            refusals.add(refusal);
          }
          counter.advance();
        });
    return images;
  }

  private ImmutableList<SplitInfo> write(
      ImageCollection collection,
      List<CheckedImage> images,
      List<Refusal> refusals,
      OrderedWorkers workers,
      StagedFolder staged)
      throws IOException {
    var counter = new ProgressCounter(progress, "writing", images.size());
    var writer = new DataSetWriter(staged.path(), options.name(), options.shardSize(), reencoder);
    var splits = writer.write(plan(collection, images), workers, counter);
    new ImageManifest(options.name(), collection.classes(), splits).write(staged.path());
    writer.writeRefusals(refusals);
    staged.commit();
    return splits;
  }

  private ImmutableListMultimap<String, CheckedImage> plan(
      ImageCollection collection, List<CheckedImage> images) throws IOException {
    var plan = new SplitPlan(options.seed());
    var fractions = options.split().orElse(SplitFractions.TRAIN);
    boolean fromFolders = !collection.splits().isEmpty();
    var wanted = fromFolders ? collection.splits() : fractions.fractions().keySet().asList();
    var splits = fromFolders ? plan.ofFolders(wanted, images) : plan.byFractions(fractions, images);
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
