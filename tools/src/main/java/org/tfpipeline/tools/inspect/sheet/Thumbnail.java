package org.tfpipeline.tools.inspect.sheet;

import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * A record as the sheet shows it.
 *
 * @param picture small, with what is marked in it
 * @param title the image's name
 * @param subtitle what else is known of it
 * @param classes names of the classes whose colours are in the picture, by number
 * @param drawn whether the picture is that of the record; if not, it is grey and the subtitle says
 *     why
 */
record Thumbnail(
    BufferedImage picture,
    String title,
    String subtitle,
    Map<Long, String> classes,
    boolean drawn) {}
