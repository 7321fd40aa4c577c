package org.tfpipeline.tools.inspect.sheet;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Tells which colour is which class, in as many lines as that takes. */
final class Legend {

  private static final int MOST_CLASSES = 60;
  private static final int GAP = SheetLayout.GAP;

  /** One class at a place that is counted from the upper left corner of the legend. */
  private record Entry(Optional<Color> color, String text, int left, int top) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Lettering letters;
  private final int swatch;
  private final int width;
  private int left = GAP;
  private int top;

  /**
   * Arranges it.
   *
   * @param classes names by number
   * @param width pixels of the page
   */
  Legend(SortedMap<Long, String> classes, int width, Lettering letters) {
    this.letters = letters;
    this.swatch = letters.height();
    this.width = width;
    if (letters.hasFont()) {
      classes.entrySet().stream()
          .limit(MOST_CLASSES)
          .forEach(
              entry ->
                  add(
                      Optional.of(ClassColors.of(entry.getKey())),
                      entry.getKey() + " " + entry.getValue()));
      if (classes.size() > MOST_CLASSES) {
        add(Optional.empty(), "and %d more".formatted(classes.size() - MOST_CLASSES));
      }
    }
  }

  private void add(Optional<Color> color, String name) {
    String text = letters.fit(name, width - swatch - 3 * GAP);
    int needed = swatch + GAP / 2 + letters.width(text);
    if (left > GAP && left + needed > width - GAP) {
      left = GAP;
      top += swatch + GAP / 2;
    }
    entries.add(new Entry(color, text, left, top));
    left += needed + 2 * GAP;
  }

  /** Pixels that it takes, with a gap below; 0 if there is nothing to tell. */
  int height() {
    return entries.isEmpty() ? 0 : top + swatch + GAP;
  }

  void paint(Graphics2D graphics, int pageTop) {
    for (Entry entry : entries) {
      entry
          .color()
          .ifPresent(
              color -> {
                graphics.setColor(color);
                graphics.fillRect(entry.left(), pageTop + entry.top(), swatch, swatch);
              });
      letters.draw(
          graphics,
          entry.text(),
          entry.left() + swatch + GAP / 2,
          pageTop + entry.top(),
          SheetLayout.INK);
    }
  }
}
