cw_fuzz_target(pattern LINK cw_ingest)
