package io.tapmesh.benchmarks.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;

/** Spring Cloud Gateway with one route, to compare with. */
@SpringBootApplication
public class Gateway {

  /** Starts it; {@code origin} and {@code server.port} are its properties. */
  public static void main(String[] args) {
    SpringApplication.run(Gateway.class, args);
  }

  @Bean
  RouteLocator routes(
      RouteLocatorBuilder builder,
      @org.springframework.beans.factory.annotation.Value("${origin}") String origin) {
    return builder.routes().route("all", route -> route.path("/**").uri(origin)).build();
  }
}
