package org.tfpipeline.pipeline.device;

import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** A {@link Device} in the terms of TensorFlow's sessions. */
public final class SessionConfig {
  private SessionConfig() {}

  /**
   * The configuration of sessions that run on a device and do not talk about it.
   *
   * @throws DeviceException if a GPU was asked for and is not there
   */
  public static ConfigProto of(Device device) {
    return of(device, /* placementLogged= */ false);
  }

  /**
   * The configuration of sessions that run on a device.
   *
   * @param placementLogged whether TensorFlow's log tells which operation runs where
   * @throws DeviceException if a GPU was asked for and is not there
   */
  public static ConfigProto of(Device device, boolean placementLogged) {
    if (device instanceof Device.Gpu gpu) {
      var config = ofGpu(gpu, placementLogged);
      checkPresent(gpu, config);
      return config;
    }
    if (device instanceof Device.Auto) {
      var config = ofGpu(new Device.Gpu(0), placementLogged);
      if (seesGpu(config)) {
        return config;
      }
    }
    return any(placementLogged).putDeviceCount("GPU", 0).build();
  }

  /**
   * The configuration of sessions that only prepare images, as the CPU does beside a GPU.
   *
   * @param placementLogged whether TensorFlow's log tells which operation runs where
   * @throws DeviceException if a GPU was asked for and is not there
   */
  public static ConfigProto ofInput(Device device, boolean placementLogged) {
    return preparingImages(of(device, placementLogged).toBuilder()).build();
  }

  private static ConfigProto.Builder any(boolean placementLogged) {
    return ConfigProto.newBuilder()
        // Operations without a GPU kernel, such as those of the input, may run on the CPU.
        .setAllowSoftPlacement(true)
        .setLogDevicePlacement(placementLogged);
  }

  private static ConfigProto ofGpu(Device.Gpu gpu, boolean placementLogged) {
    return preparingImages(any(placementLogged))
        .setGpuOptions(GPUOptions.newBuilder().setVisibleDeviceList(Integer.toString(gpu.index())))
        .build();
  }

  /**
   * Images keep all cores busy, one each; to share an operation of one image between cores costs
   * more than it brings. TensorFlow heeds that in a process's first session only, or in each one
   * with {@code TF_OVERRIDE_GLOBAL_THREADPOOL=1}, which the start script sets.
   */
  private static ConfigProto.Builder preparingImages(ConfigProto.Builder config) {
    return config.setIntraOpParallelismThreads(1);
  }

  /** Whether sessions of a configuration have a GPU to run on. */
  public static boolean seesGpu(ConfigProto config) {
    if (config.getDeviceCountOrDefault("GPU", 1) == 0) {
      return false;
    }
    try {
      runOnGpu(config);
      return true;
    } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  private static void checkPresent(Device.Gpu gpu, ConfigProto config) {
    try {
      runOnGpu(config);
    } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
      throw new DeviceException(
          "The device %s was asked for, but TensorFlow sees no such GPU; use --device cpu, or the GPU build (-Pgpu) with an NVIDIA driver and the CUDA 12 and cuDNN 9 libraries on the loader path."
              .formatted(gpu),
          e);
    }
  }

  /** Runs one operation that may run nowhere else. */
  private static void runOnGpu(ConfigProto config) {
    var strict = config.toBuilder().setAllowSoftPlacement(false).build();
    var firstVisible =
        DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();
    try (var graph = new Graph()) {
      var tf = Ops.create(graph).withDevice(firstVisible);
      var probe = tf.math.add(tf.constant(1f), tf.constant(1f));
      try (var session = new Session(graph, strict)) {
        session.runner().fetch(probe).run().close();
      }
    }
  }
}
