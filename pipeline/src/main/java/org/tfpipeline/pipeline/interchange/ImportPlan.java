package org.tfpipeline.pipeline.interchange;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.safetensors.SafetensorsHeader;

/**
 * Which tensor of a file goes where, decided before anything is changed. The backbone comes from
 * the file whole or the file is refused; a head comes from it whole or keeps its initial values.
 *
 * @param matches what goes where
 * @param report what to tell of it
 */
public record ImportPlan(ImmutableList<ImportMatch> matches, ImportReport report) {

  /** How many attention heads a network has, which no shape tells. */
  static final String HEADS = "heads";

  private static final String POSITIONS = TorchName.BACKBONE + ".pos_embed";

  /**
   * Without these, a network that has them computes something else; the last are DINOv2's and
   * timm's.
   */
  private static final Pattern ESSENTIAL =
      Pattern.compile(
          "backbone\\.(blocks|patch_embed|norm_pre|reg_token|register_tokens|dist_token)\\b.*");

  /**
   * Compares a file with what a run wants.
   *
   * @throws IOException if they do not fit; the message follows the file's name in a sentence
   */
  public static ImportPlan of(
      SafetensorsHeader header, VitConfig config, List<ImportTarget> targets) throws IOException {
    checkHeads(header, config);
    var grid = new PositionGrid(config.gridSize(), config.classToken());
    var comparison = new Comparison(header, grid);
    for (var network : PretrainedNetwork.values()) {
      comparison.decide(
          network, targets.stream().filter(target -> target.network() == network).toList());
    }
    return comparison.plan();
  }

  private static void checkHeads(SafetensorsHeader header, VitConfig config) throws IOException {
    var heads = header.metadata().get(HEADS);
    if (heads != null && !heads.equals(String.valueOf(config.heads()))) {
      throw new IOException(
          "is of a network with %s attention heads and the configuration has %d; choose the configuration of the same network"
              .formatted(heads.matches("\\d{1,4}") ? heads : "another number of", config.heads()));
    }
  }

  /** The state of the decision. */
  private static final class Comparison {
    private final SafetensorsHeader header;
    private final PositionGrid grid;
    private final List<ImportMatch> matches = new ArrayList<>();
    private final List<ImportReport.Part> parts = new ArrayList<>();

    Comparison(SafetensorsHeader header, PositionGrid grid) {
      this.header = header;
      this.grid = grid;
    }

    void decide(PretrainedNetwork network, List<ImportTarget> targets) throws IOException {
      var wanted = targets.stream().map(ImportTarget::parameter).collect(toSet());
      var tensors = TorchName.tensorsFor(network, wanted, header.tensors().keySet());
      var byPart =
          targets.stream().collect(groupingBy(ImportTarget::part, LinkedHashMap::new, toList()));
      for (var part : byPart.entrySet()) {
        decide(network, part.getKey(), part.getValue(), tensors);
      }
    }

    private void decide(
        PretrainedNetwork network,
        String part,
        List<ImportTarget> targets,
        ImmutableMap<String, String> tensors)
        throws IOException {
      var found = new ArrayList<ImportMatch>();
      var problems = new ArrayList<String>();
      boolean absent = true;
      for (var target : targets) {
        var tensor = tensors.get(target.parameter());
        if (tensor == null) {
          problems.add(target.parameter() + " is missing");
          continue;
        }
        absent = false;
        checkType(tensor);
        var match = new ImportMatch(target, tensor, gridToChange(target, tensor));
        misfit(match)
            .ifPresentOrElse(
                problem -> problems.add(target.parameter() + " " + problem),
                () -> found.add(match));
      }
      if (problems.isEmpty()) {
        matches.addAll(found);
        parts.add(new ImportReport.Part(network, part, targets.size(), Optional.empty()));
        return;
      }
      var problem =
          problems.get(0)
              + (problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1));
      if (part.equals(TorchName.BACKBONE)) {
        throw new IOException(
            absent
                ? unknownNames()
                : "does not fit the configuration: %s; choose the configuration of the same network"
                    .formatted(problem));
      }
      parts.add(
          new ImportReport.Part(
              network, part, targets.size(), Optional.of(absent ? "not in the file" : problem)));
    }

    /** Of a head's tensors, too: what one of them is, all of a file are. */
    private void checkType(String tensor) throws IOException {
      var type = header.tensors().get(tensor).type();
      if (!type.isFloat()) {
        throw new IOException(
            "has a tensor %s with elements of type %s; convert it to F32, F16 or BF16"
                .formatted(tensor, type));
      }
    }

    private String unknownNames() {
      return header.tensors().isEmpty()
          ? "has no tensors; choose another file"
          : "has none of the backbone's tensors: they are called blocks.0.norm1.weight and so on, with module., model., backbone., student. or teacher. before it or not, and here such as %s; rename them"
              .formatted(header.tensors().firstKey());
    }

    /** The grid that a position embedding is of, when it is another one of the same width. */
    private Optional<PositionGrid> gridToChange(ImportTarget target, String name) {
      var shape = header.tensors().get(name).shape();
      var wanted = target.torchShape();
      return target.parameter().equals(POSITIONS)
              && !shape.equals(wanted)
              && shape.length() == 3
              && shape.get(2) == wanted.get(2)
          ? PositionGrid.of(shape)
          : Optional.empty();
    }

    /** Why a tensor cannot be a parameter's value. */
    private Optional<String> misfit(ImportMatch match) {
      var tensor = header.tensors().get(match.tensor());
      if (match.positions().isPresent()) {
        return grid.classToken() && !match.positions().get().classToken()
            ? Optional.of("has no row for the [CLS] token")
            : Optional.empty();
      }
      var wanted = match.target().torchShape();
      return tensor.shape().equals(wanted)
          ? Optional.empty()
          : Optional.of("is %s and not %s".formatted(tensor.shape(), wanted));
    }

    ImportPlan plan() throws IOException {
      var leftOver = leftOver();
      checkNothingEssential(leftOver);
      var positions =
          matches.stream()
              .flatMap(match -> match.positions().stream())
              .findFirst()
              .map(from -> "%s became %s".formatted(from, grid));
      return new ImportPlan(
          ImmutableList.copyOf(matches),
          new ImportReport(
              header.tensors().size(), ImmutableList.copyOf(parts), positions, leftOver));
    }

    private ImmutableList<ImportReport.LeftOver> leftOver() {
      var used = matches.stream().map(ImportMatch::tensor).collect(toSet());
      Set<String> unfit = new HashSet<>();
      Set<String> known = new HashSet<>();
      for (var part : parts) {
        known.add(part.name());
        part.missing().ifPresent(reason -> unfit.add(part.name()));
      }
      var leftOver = ImmutableList.<ImportReport.LeftOver>builder();
      for (var tensor : header.tensors().keySet()) {
        if (!used.contains(tensor)) {
          var parameter = TorchName.parse(tensor).parameter();
          var part = parameter.substring(0, parameter.indexOf('.'));
          var reason =
              unfit.contains(part)
                  ? "the rest of %s does not fit".formatted(part)
                  : known.contains(part)
                      ? "the %s has no such parameter".formatted(part)
                      : "the network has no such part";
          leftOver.add(new ImportReport.LeftOver(tensor, reason));
        }
      }
      return leftOver.build();
    }

    private static void checkNothingEssential(List<ImportReport.LeftOver> leftOver)
        throws IOException {
      for (var tensor : leftOver) {
        if (ESSENTIAL.matcher(TorchName.parse(tensor.tensor()).parameter()).matches()) {
          throw new IOException(
              "has a tensor %s that the configuration's network has no place for, and would compute something else without; choose the configuration of the same network"
                  .formatted(tensor.tensor()));
        }
      }
    }
  }
}
