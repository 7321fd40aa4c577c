package org.tfpipeline.pipeline.input;

/** torchvision's {@code RandomResizedCrop.get_params}, as the loop it is there. */
final class TorchvisionBoxes {

  /** A box in pixels, and whether no attempt fitted. */
  record Box(int top, int left, int height, int width, boolean fallback) {}

  private TorchvisionBoxes() {}

  /**
   * The box that uniform draws give.
   *
   * @param draws of it, {@link CropBoxes#DRAWS} from {@code first} on count
   */
  static Box of(double[] draws, int first, ViewConfig view, int height, int width) {
    double low = Math.log(3.0 / 4);
    double high = Math.log(4.0 / 3);
    double vertical = draws[first + 20];
    double horizontal = draws[first + 21];
    for (int attempt = 0; attempt < 10; attempt++) {
      double share = view.minArea() + draws[first + attempt] * (view.maxArea() - view.minArea());
      double area = height * (double) width * share;
      double ratio = Math.exp(low + draws[first + 10 + attempt] * (high - low));
      int w = (int) Math.rint(Math.sqrt(area * ratio));
      int h = (int) Math.rint(Math.sqrt(area / ratio));
      if (0 < w && w <= width && 0 < h && h <= height) {
        int top = (int) (vertical * (height - h + 1));
        int left = (int) (horizontal * (width - w + 1));
        return new Box(top, left, h, w, false);
      }
    }
    double ratio = (double) width / height;
    int w = width;
    int h = height;
    if (ratio < 3.0 / 4) {
      h = (int) Math.rint(width / (3.0 / 4));
    } else if (ratio > 4.0 / 3) {
      w = (int) Math.rint(height * (4.0 / 3));
    }
    return new Box((height - h) / 2, (width - w) / 2, h, w, true);
  }
}
