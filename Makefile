# Municipio: one command for each thing one does. The work is in scripts/, so that it can be read and tested by itself.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test judges lint bench release web build clean

# The demo comune: make run PORT=9000 DATA=/somewhere
PORT ?= 8080
DATA ?= demo-data

help: ## Mostra questo elenco
	@awk 'BEGIN {FS = ":.*## "; print "Comandi:"} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: ## Apre il comune di prova su http://localhost:8080 (PORT=9000 e DATA=cartella per cambiare)
	@scripts/run.sh "$(PORT)" "$(DATA)"

test: ## Prova tutto: i due motori di dati e le pagine nel browser
	@scripts/test.sh

judges: ## Chiama i giudici esterni (schemi, firme, registro trasparente, intestazioni, pacchetto)
	@judges/run.sh

lint: ## Controlla stile, avvisi del compilatore e documentazione
	@scripts/lint.sh

bench: ## Misura le prestazioni accanto al limite fisico (ONLY="registrations verify" per sceglierne alcune)
	@scripts/bench.sh $(ONLY)

release: ## Costruisce il pacchetto Debian in dist/
	@packaging/release.sh

web: ## Costruisce stile e programmi delle pagine (web/dist)
	@scripts/need.sh tools
	@scripts/web.sh

build: web ## Costruisce il programma, come fanno run e test
	@scripts/build.sh

clean: ## Toglie ciò che è stato costruito (non i dati della demo)
	@scripts/clean.sh
