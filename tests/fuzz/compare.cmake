cw_fuzz_target(compare LINK compare_helper cw_compare)
target_include_directories(fuzz_compare PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/compare)
