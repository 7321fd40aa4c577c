package org.tfpipeline.pipeline.train;

/**
 * What changes during a run (DINO, section 3.2 and appendix).
 *
 * @param epochs length of the run in passes over the data; 0 when {@code steps} tells it
 * @param steps length of the run in steps; 0 when {@code epochs} tells it
 * @param warmupEpochs epochs of linear warm-up of the learning rate
 * @param peakLearningRate learning rate at the end of the warm-up, already scaled by the batch size
 * @param startLearningRate learning rate of the first step
 * @param finalLearningRate end of the cosine
 * @param startWeightDecay weight decay at the start
 * @param finalWeightDecay weight decay at the end of its cosine
 * @param teacherMomentum momentum of the teacher average at the start; it ends at 1
 * @param startTeacherTemperature teacher temperature of the first epoch
 * @param teacherTemperature teacher temperature after its warm-up
 * @param teacherTemperatureWarmupEpochs epochs of linear warm-up of the teacher temperature
 * @param frozenLastLayerEpochs epochs during which the heads' last layers do not learn
 */
public record ScheduleConfig(
    int epochs,
    int steps,
    int warmupEpochs,
    double peakLearningRate,
    double startLearningRate,
    double finalLearningRate,
    double startWeightDecay,
    double finalWeightDecay,
    double teacherMomentum,
    double startTeacherTemperature,
    double teacherTemperature,
    int teacherTemperatureWarmupEpochs,
    int frozenLastLayerEpochs) {}
