package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

final class TrackedJsonTest {
  private final TrackedJson json =
      TrackedJson.root(
          JsonParser.parseString(
              "{'config': {'seed': 3, 'heads': 6}, 'steps': [{'loss': 1.5}, {'loss': 2.5}]}"));

  @Test
  void whatIsReadIsNoLongerLeft() {
    assertThat(json.unread())
        .containsExactly("/config/heads", "/config/seed", "/steps/0/loss", "/steps/1/loss");
    assertThat(json.get("steps").at(1).number("loss")).isEqualTo(2.5);
    assertThat(json.get("config").integer("heads")).isEqualTo(6);
    assertThat(json.unread()).containsExactly("/config/seed", "/steps/0/loss");
  }

  @Test
  void emptyPartsCanBeOverlookedToo() {
    var empty = TrackedJson.root(JsonParser.parseString("{'steps': [], 'groups': {}}"));
    assertThat(empty.unread()).containsExactly("/groups", "/steps");
    assertThat(empty.get("steps").items()).isEmpty();
    assertThat(empty.get("groups").keys()).isEmpty();
    assertThat(empty.unread()).isEmpty();
  }

  @Test
  void wholePartsCanBeProvenance() {
    json.provenance("config", "not there");
    assertThat(json.unread()).containsExactly("/steps/0/loss", "/steps/1/loss");
  }

  @Test
  void lookingForAFieldDoesNotReadIt() {
    assertThat(json.find("steps")).isPresent();
    assertThat(json.find("losses")).isEmpty();
    assertThat(json.get("config").keys()).containsExactly("seed", "heads");
    assertThat(json.unread()).hasSize(4);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> json.get("config").number("width"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("There is no /config/width.");
  }
}
