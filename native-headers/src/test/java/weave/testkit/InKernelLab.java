package weave.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Needs a kernel with what the machine's may lack, such as openvswitch, ESP or netem, and root on
 * it: runs in the machine that {@code tools/kernel-lab --tests} boots, and nowhere else. Maven
 * leaves these out. In there all is slow, a JVM takes seconds to start: bounds of time need slack.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("kernel-lab")
@EnabledIfEnvironmentVariable(
        named = "WEAVED_KERNEL_LAB",
        matches = ".+",
        disabledReason = "run it by tools/kernel-lab --tests")
public @interface InKernelLab {}
