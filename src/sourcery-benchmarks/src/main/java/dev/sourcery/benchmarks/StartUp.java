package dev.sourcery.benchmarks;

import java.lang.management.ManagementFactory;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The program of {@link StartUpBenchmark}: starts the application on the class path once
 * and prints the time and the CPU time of the main thread, in microseconds.
 */
final class StartUp {

	private StartUp() {
	}

	public static void main(String... arguments) throws ClassNotFoundException {
		long start = System.nanoTime();
		SpringApplication application = new SpringApplication(Class.forName(StartUpSources.APPLICATION));
		application.setBannerMode(Banner.Mode.OFF);
		application.setLogStartupInfo(false);
		ConfigurableApplicationContext context = application.run(
				"--spring.datasource.url=" + System.getenv(BenchmarkServer.URL_VARIABLE),
				"--sourcery.schema.name=benchmark_start_up");
		long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
		System.out.println((System.nanoTime() - start) / 1000 + " " + cpu / 1000);
		context.close();
	}

}
