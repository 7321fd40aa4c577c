package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import java.util.function.BiFunction;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The student and the teacher, equal at the start. Their variables are called {@code student/NAME}
 * and {@code teacher/NAME}.
 *
 * @param <N> the kind of network
 */
final class Networks<N> {
  private static final String STUDENT = "student/";
  private static final String TEACHER = "teacher/";

  private final N student;
  private final N teacher;
  private final ImmutableList<Variable<TFloat32>> studentVariables;
  private final ImmutableList<Variable<TFloat32>> teacherVariables;

  /**
   * Creates both.
   *
   * @param architecture makes a network with a backbone; the teacher's has no stochastic depth
   */
  Networks(
      VariableStore store,
      RunConfig config,
      BiFunction<ParameterScope, VitConfig, N> architecture) {
    var studentScope = ParameterScope.root(store, STUDENT, config.seed());
    var teacherScope = ParameterScope.root(store, TEACHER, config.seed());
    this.student = architecture.apply(studentScope, config.backbone());
    this.teacher = architecture.apply(teacherScope, config.backbone().withoutDropPath());
    this.studentVariables = studentScope.parameters();
    this.teacherVariables = teacherScope.parameters();
  }

  N student() {
    return student;
  }

  N teacher() {
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
