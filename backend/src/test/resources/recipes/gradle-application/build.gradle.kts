plugins {
    kotlin("jvm") version "2.0.0"
    application
}
kotlin { jvmToolchain(21) }
application { mainClass = "org.example.MainKt" }
