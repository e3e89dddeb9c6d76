# The words people and CI use. Each sets up what it needs first: Python 3.11 to 3.13 and make are enough.
.DEFAULT_GOAL := help
.PHONY: help ready demo test check docs bench

BIN := .venv/bin
READY := .venv/ready
# What the pages load: from npm by locked version, served by the site itself; without npm the browser tests say they are skipped.
SCRIPTS := node_modules/.package-lock.json
# A folder that was moved has scripts that point to where it was: set it up again.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
$(shell rm -f $(READY))
endif

PACK := packs/hengyang
DECIDE := $(PACK) --facts demo/facts --year 2024 --on 2025-06-30
# The firm that meets most clauses and still waits for one: the one worth reading about.
CHOOSE := import polars; from yanzhen.command.summary import most_helped; \
	print(most_helped(polars.read_parquet("demo/findings.parquet")))

# The scheme the city evaluates its firms by; the site of the demo, with a folder of its own.
SCHEME := 衡阳市工业企业高质量发展评价
SITE := YANZHEN_DEMO=true YANZHEN_DATA=demo/site YANZHEN_PACK=$(PACK)

# Figures of real firms from published reports: each year is decided on the last day of the year after.
REAL := demo/real
DECIDE_REAL := $(BIN)/yanzhen match $(PACK) --facts $(REAL)/facts --by subject

help: ## these words
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

ready: $(READY) ## set up .venv and nothing else

demo: $(READY) $(SCRIPTS) ## decide a city's clauses for 20,000 synthetic firms and ten real ones, into demo/; then the site
	@rm -rf demo
	$(BIN)/yanzhen sample $(PACK) --enterprises 20000 --seed 1 --out demo/facts
	$(BIN)/yanzhen match $(DECIDE) --out demo/findings.parquet --out demo/应享清单.xlsx
	@echo
	@$(BIN)/yanzhen explain $(DECIDE) --subject "$$($(BIN)/python -c '$(CHOOSE)')"
	@echo
	$(BIN)/yanzhen advise $(DECIDE)
	@echo
	$(BIN)/yanzhen pools $(PACK) --facts demo/facts --year 2023 --on 2024-06-30 --out demo/资金池.xlsx
	@echo
	$(BIN)/yanzhen compare $(DECIDE) --set 贴息比例=60% --out demo/试算.xlsx
	@echo
	$(BIN)/yanzhen score $(PACK) $(SCHEME) --facts demo/facts --year 2024 --on 2025-06-30 --out demo/评价.xlsx --report demo/评价.html
	@echo
	$(BIN)/yanzhen replay demo/findings.parquet --facts demo/facts --pack $(PACK)
	@echo
	@echo "真实企业：只用公开报告里的数，没有的不填；年报是合并报表，只作试算 real firms, from published (consolidated) reports only ($(PACK)/real)"
	$(BIN)/yanzhen intake $(PACK) 企业 $(PACK)/real/企业.csv --known 2025-06-30 --source 公开报告 \
	  --out $(REAL)/facts --rejects $(REAL)/退回.xlsx
	@$(DECIDE_REAL) --year 2021 --on 2022-12-31 --out $(REAL)/2021.csv
	@$(DECIDE_REAL) --year 2023 --on 2024-12-31 --out $(REAL)/2023.csv
	@echo
	@$(SITE) $(BIN)/yanzhen site seed
	@if [ -t 1 ]; then $(SITE) $(BIN)/yanzhen serve; else echo "站点 the site:  $(SITE) $(BIN)/yanzhen serve"; fi

test: check $(SCRIPTS) ## every check and every test; the last line counts them
	@$(BIN)/python -m pytest -n 2

check: $(READY) ## style, types and layers, without the tests
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

docs: $(READY) ## write the reference pages again from the program
	@$(BIN)/python docs/reference/generate.py

bench: benchmarks/.venv/ready ## time the engine beside its peers, into docs/benchmarks.md (BENCH='--subjects 50000 --clauses 200' for a small one)
	@benchmarks/.venv/bin/python -m benchmarks.run $(BENCH)

benchmarks/.venv/ready: benchmarks/requirements.lock pyproject.toml $(READY)
	@rm -rf benchmarks/.venv && $(BIN)/python -m venv benchmarks/.venv
	@benchmarks/.venv/bin/python -m pip install --quiet --require-hashes --only-binary=:all: -r benchmarks/requirements.lock
	@benchmarks/.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e . && touch $@

$(READY): requirements.lock pyproject.toml
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || continue; \
	  echo "setting up .venv with $$python (once; again only when requirements.lock changes)"; \
	  rm -rf .venv && "$$python" -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --quiet --require-hashes --only-binary=:all: -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation -e . && \
	  echo "$(CURDIR)" > $(READY); exit; \
	done; \
	echo "没有可用的 Python 3.11–3.13（须带 venv 与 ensurepip）  → 安装后重试，或 make PYTHON=/path/to/python3.11"; exit 1

$(SCRIPTS): package.json package-lock.json .npmrc
	@if command -v npm >/dev/null; then npm ci --silent && touch $@; \
	else echo "没有 npm：站点的页面脚本没有装，浏览器测试将跳过 no npm: browser tests are skipped"; fi
