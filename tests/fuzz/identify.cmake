cw_fuzz_target(identify LINK cw_identify cw_lexicon)
target_compile_definitions(fuzz_identify PRIVATE CW_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
