package org.tfpipeline.pipeline.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as the state dictionaries of DINO, SelfPatch and timm have them. */
final class TorchNameTest {

  @ParameterizedTest
  @CsvSource({
    "blocks.0.norm1.weight, , backbone.blocks.0.norm1.weight",
    "module.backbone.blocks.0.norm1.weight, , backbone.blocks.0.norm1.weight",
    "teacher.backbone.cls_token, TEACHER, backbone.cls_token",
    "student.module.backbone.cls_token, STUDENT, backbone.cls_token",
    "module.student.backbone.cls_token, STUDENT, backbone.cls_token",
    "model.pos_embed, , backbone.pos_embed",
    "pos_embed, , backbone.pos_embed",
    "student.module.head.mlp.0.weight, STUDENT, head.mlp.0.weight",
    "module.ca_head.cls_blocks.0.attn.q.weight, , ca_head.cls_blocks.0.attn.q.weight",
    "c_head.last_layer.weight_v, , c_head.last_layer.weight_v",
    "head.last_layer.parametrizations.weight.original0, , head.last_layer.weight_g",
    "head.last_layer.parametrizations.weight.original1, , head.last_layer.weight_v",
    "head.weight, , backbone.head.weight"
  })
  void meansAParameter(String name, String network, String parameter) {
    var parsed = TorchName.parse(name);
    assertThat(parsed.network().map(Enum::name).orElse(null)).isEqualTo(network);
    assertThat(parsed.parameter()).isEqualTo(parameter);
  }
}
