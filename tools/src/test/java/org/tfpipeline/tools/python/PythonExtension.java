package org.tfpipeline.tools.python;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link PythonEnvironment}, the same one to all of them. Where there is none, they
 * are skipped with the reason; with {@code TFPIPELINE_REQUIRE_PYTHON=1} they fail instead.
 */
final class PythonExtension implements ExecutionCondition, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PythonExtension.class);

  /** What preparing it gave: an environment, or why there is none. */
  private record Prepared(PythonEnvironment environment, String missing) {
    static Prepared now() {
      try {
        return new Prepared(PythonEnvironment.prepare(), null);
      } catch (PythonUnavailableException e) {
        return new Prepared(null, e.getMessage());
      }
    }

    boolean isAvailable() {
      return environment != null;
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var prepared = prepared(context);
    return prepared.isAvailable() || isRequired()
        ? ConditionEvaluationResult.enabled("Python is there or required")
        : ConditionEvaluationResult.disabled(prepared.missing());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PythonEnvironment.class;
  }

  @Override
  public PythonEnvironment resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var prepared = prepared(context);
    if (!prepared.isAvailable()) {
      throw new ParameterResolutionException(prepared.missing());
    }
    return prepared.environment();
  }

  private static Prepared prepared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Prepared.class, key -> Prepared.now(), Prepared.class);
  }

  private static boolean isRequired() {
    return "1".equals(System.getenv("TFPIPELINE_REQUIRE_PYTHON"));
  }
}
