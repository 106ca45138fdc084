module strata.test/probe

go 1.26.0
