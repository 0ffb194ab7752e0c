module example.org/shop

go 1.22.3

toolchain go1.23.1

require golang.org/x/text v0.14.0
