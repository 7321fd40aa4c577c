/**
 * The Vision Transformer: without class token as SelfPatch trains it, and with one as DINO does.
 */
package org.tfpipeline.model.vit;
