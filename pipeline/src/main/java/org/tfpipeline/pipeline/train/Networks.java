package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.selfpatch.SelfPatchNetwork;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * The student and the teacher, equal at the start. Their variables are called {@code student/NAME}
 * and {@code teacher/NAME}.
 */
final class Networks {
  private static final String STUDENT = "student/";
  private static final String TEACHER = "teacher/";

  private final SelfPatchNetwork student;
  private final SelfPatchNetwork teacher;
  private final ImmutableList<Variable<TFloat32>> studentVariables;
  private final ImmutableList<Variable<TFloat32>> teacherVariables;

  Networks(VariableStore store, RunConfig config) {
    var studentScope = ParameterScope.root(store, STUDENT, config.seed());
    var teacherScope = ParameterScope.root(store, TEACHER, config.seed());
    this.student =
        new SelfPatchNetwork(
            studentScope,
            config.backbone(),
            config.selfPatch(),
            config.imageHead(),
            config.patchHead());
    this.teacher =
        new SelfPatchNetwork(
            teacherScope,
            config.backbone().withoutDropPath(),
            config.selfPatch(),
            config.imageHead(),
            config.patchHead());
    this.studentVariables = studentScope.parameters();
    this.teacherVariables = teacherScope.parameters();
  }

  SelfPatchNetwork student() {
    return student;
  }

  SelfPatchNetwork teacher() {
    return teacher;
  }

  ImmutableList<Variable<TFloat32>> studentVariables() {
    return studentVariables;
  }

  /** In the order of the student's. */
  ImmutableList<Variable<TFloat32>> teacherVariables() {
    return teacherVariables;
  }

  /** A variable's name without its network, such as {@code backbone.pos_embed}. */
  static String parameterName(Variable<?> variable) {
    return variable.name().substring(variable.name().indexOf('/') + 1);
  }
}
