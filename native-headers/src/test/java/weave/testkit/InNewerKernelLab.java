package weave.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** As {@link InKernelLab}, but needs Linux 6.12: {@code tools/kernel-lab --kernel backports}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("kernel-lab")
@EnabledIfEnvironmentVariable(
        named = "WEAVED_KERNEL_LAB",
        matches = "backports",
        disabledReason = "run it by tools/kernel-lab --kernel backports --tests")
public @interface InNewerKernelLab {}
