cw_fuzz_target(segment LINK cw_segment)
target_sources(fuzz_segment PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/segment/lexicon_double.c)
