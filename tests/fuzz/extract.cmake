cw_fuzz_target(extract LINK cw_extract)
target_include_directories(fuzz_extract PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/extract)
