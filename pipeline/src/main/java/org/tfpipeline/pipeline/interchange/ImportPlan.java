package org.tfpipeline.pipeline.interchange;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.google.common.collect.ImmutableList;
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
    return new Comparison(header, new PositionGrid(config.gridSize(), config.classToken()))
        .plan(targets);
  }

  private static void checkHeads(SafetensorsHeader header, VitConfig config) throws IOException {
    var heads = header.metadata().getOrDefault(HEADS, "");
    if (!heads.isEmpty() && !heads.equals(String.valueOf(config.heads()))) {
      throw new IOException(
          "is of a network with %s attention heads and the configuration has %d; set backbone.custom or another preset"
              .formatted(heads, config.heads()));
    }
  }

  /** The state of the decision. */
  private static final class Comparison {
    private final SafetensorsHeader header;
    private final PositionGrid grid;
    private final List<ImportMatch> matches = new ArrayList<>();
    private final List<ImportReport.Part> parts = new ArrayList<>();
    private final Set<String> unfit = new HashSet<>();

    Comparison(SafetensorsHeader header, PositionGrid grid) {
      this.header = header;
      this.grid = grid;
    }

    ImportPlan plan(List<ImportTarget> targets) throws IOException {
      for (var network : PretrainedNetwork.values()) {
        var tensors = NetworkTensors.of(header, network);
        var byPart =
            targets.stream()
                .filter(target -> target.network() == network)
                .collect(groupingBy(ImportTarget::part, LinkedHashMap::new, toList()));
        for (var part : byPart.entrySet()) {
          decide(network, part.getKey(), part.getValue(), tensors);
        }
      }
      var leftOver = leftOver();
      return new ImportPlan(
          ImmutableList.copyOf(matches),
          new ImportReport(
              header.tensors().size(), ImmutableList.copyOf(parts), resampling(), leftOver));
    }

    private void decide(
        PretrainedNetwork network, String part, List<ImportTarget> targets, NetworkTensors tensors)
        throws IOException {
      var found = new ArrayList<ImportMatch>();
      var problems = new ArrayList<String>();
      for (var target : targets) {
        var tensor = tensors.names().get(target.parameter());
        var problem = tensor == null ? Optional.of("is missing") : misfit(target, tensor);
        if (problem.isPresent()) {
          problems.add(target.parameter() + " " + problem.get());
        } else {
          found.add(new ImportMatch(target, tensor, positions(target, tensor)));
        }
      }
      if (problems.isEmpty()) {
        matches.addAll(found);
        parts.add(new ImportReport.Part(network, part, targets.size(), Optional.empty()));
        return;
      }
      var more = problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1);
      if (part.equals(TorchName.BACKBONE)) {
        throw new IOException(
            "does not fit the configuration: %s%s; choose the configuration of the same network"
                .formatted(problems.get(0), more));
      }
      boolean absent =
          targets.stream().map(ImportTarget::parameter).noneMatch(tensors.names()::containsKey);
      unfit.add(part);
      parts.add(
          new ImportReport.Part(
              network,
              part,
              targets.size(),
              Optional.of(absent ? "not in the file" : problems.get(0) + more)));
    }

    /** Why a tensor cannot be a parameter's value. */
    private Optional<String> misfit(ImportTarget target, String name) {
      var tensor = header.tensors().get(name);
      if (!tensor.type().isFloat()) {
        return Optional.of(
            "has elements of type %s, where F32, F16 or BF16 is wanted".formatted(tensor.type()));
      }
      var wanted = target.torchShape();
      if (tensor.shape().equals(wanted)) {
        return Optional.empty();
      }
      if (target.parameter().equals(POSITIONS)) {
        var from = PositionGrid.of(tensor.shape());
        if (from.isPresent() && tensor.shape().get(2) == wanted.get(2)) {
          return grid.classToken() && !from.get().classToken()
              ? Optional.of("has no row for the [CLS] token")
              : Optional.empty();
        }
      }
      return Optional.of("is %s and not %s".formatted(tensor.shape(), wanted));
    }

    private Optional<PositionGrid> positions(ImportTarget target, String name) {
      var shape = header.tensors().get(name).shape();
      return target.parameter().equals(POSITIONS) && !shape.equals(target.torchShape())
          ? PositionGrid.of(shape)
          : Optional.empty();
    }

    private Optional<String> resampling() {
      return matches.stream()
          .flatMap(match -> match.positions().stream())
          .findFirst()
          .map(from -> "%s became %s".formatted(from, grid));
    }

    private ImmutableList<ImportReport.LeftOver> leftOver() throws IOException {
      var used = new HashSet<String>();
      matches.forEach(match -> used.add(match.tensor()));
      var leftOver = ImmutableList.<ImportReport.LeftOver>builder();
      for (var tensor : header.tensors().keySet()) {
        if (!used.contains(tensor)) {
          leftOver.add(new ImportReport.LeftOver(tensor, reason(tensor)));
        }
      }
      return leftOver.build();
    }

    private String reason(String tensor) throws IOException {
      var parameter = TorchName.parse(tensor).parameter();
      if (ESSENTIAL.matcher(parameter).matches()) {
        throw new IOException(
            "has a tensor %s that the configuration's network has no place for, and would compute something else without; choose the configuration of the same network"
                .formatted(tensor));
      }
      var part = parameter.substring(0, parameter.indexOf('.'));
      if (unfit.contains(part)) {
        return "the rest of %s does not fit".formatted(part);
      }
      return "this network has no such part";
    }
  }
}
