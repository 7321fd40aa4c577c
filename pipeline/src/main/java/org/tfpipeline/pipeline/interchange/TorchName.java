package org.tfpipeline.pipeline.interchange;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tfpipeline.pipeline.export.PretrainedNetwork;

/**
 * What a name in a file means. Files of DINO, SelfPatch and timm call a block's layers alike, but
 * put different things in front: {@code blocks.0.norm1.weight}, {@code
 * module.backbone.blocks.0.norm1.weight}, {@code teacher.backbone.blocks.0.norm1.weight}.
 *
 * @param network whose the parameter is, where the name tells
 * @param parameter our name of it, such as {@code backbone.blocks.0.norm1.weight}
 */
record TorchName(Optional<PretrainedNetwork> network, String parameter) {
  static final String BACKBONE = "backbone";

  /** What wrappers put in front. */
  private static final Pattern WRAPPER =
      Pattern.compile("(module|model|_orig_mod|state_dict)\\..*");

  /** Parts that are heads of ours; timm's classifiers, {@code head.weight}, are not. */
  private static final Pattern HEAD =
      Pattern.compile("(ca_head\\.|[cp]_head\\.|head\\.(mlp|last_layer)\\.).*");

  /** The names that newer PyTorch gives a weight-normalised layer's tensors. */
  private static final ImmutableMap<String, String> PARAMETRIZATIONS =
      ImmutableMap.of(
          "parametrizations.weight.original0", "weight_g",
          "parametrizations.weight.original1", "weight_v");

  /**
   * The tensors of a file that are for a network, by our names of their parameters: those that name
   * the network, or else those that name none, as in files of one network, or else the other
   * network's. Where there is nothing of the backbone, the next of these is looked at.
   *
   * @param wanted the network's parameters
   * @throws IOException if two tensors are for one parameter
   */
  static ImmutableMap<String, String> tensorsFor(
      PretrainedNetwork network, Set<String> wanted, Set<String> tensors) throws IOException {
    var other =
        network == PretrainedNetwork.TEACHER
            ? PretrainedNetwork.STUDENT
            : PretrainedNetwork.TEACHER;
    for (var source : List.of(Optional.of(network), Optional.empty(), Optional.of(other))) {
      var found = new LinkedHashMap<String, String>();
      for (var tensor : tensors) {
        var name = parse(tensor);
        if (name.network().equals(source) && wanted.contains(name.parameter())) {
          var earlier = found.put(name.parameter(), tensor);
          if (earlier != null) {
            throw new IOException(
                "has two tensors for one parameter, %s and %s; leave one of them out"
                    .formatted(earlier, tensor));
          }
        }
      }
      if (found.keySet().stream().anyMatch(name -> name.startsWith(BACKBONE + "."))) {
        return ImmutableMap.copyOf(found);
      }
    }
    return ImmutableMap.of();
  }

  static TorchName parse(String name) {
    var network = Optional.<PretrainedNetwork>empty();
    var rest = name;
    while (true) {
      var first = rest.substring(0, Math.max(0, rest.indexOf('.')));
      if (first.equals(PretrainedNetwork.TEACHER.key())) {
        network = Optional.of(PretrainedNetwork.TEACHER);
      } else if (first.equals(PretrainedNetwork.STUDENT.key())) {
        network = Optional.of(PretrainedNetwork.STUDENT);
      } else if (!WRAPPER.matcher(rest).matches()) {
        break;
      }
      rest = rest.substring(first.length() + 1);
    }
    for (var newer : PARAMETRIZATIONS.entrySet()) {
      rest = rest.replace(newer.getKey(), newer.getValue());
    }
    boolean complete = rest.startsWith(BACKBONE + ".") || HEAD.matcher(rest).matches();
    return new TorchName(network, complete ? rest : BACKBONE + "." + rest);
  }
}
