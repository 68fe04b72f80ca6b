#!/bin/sh
# Runs the nightly job on a copy of the sample corpus: run_sample.sh CLAUSEWATCH SAMPLE FOLDER
# FOLDER is made anew; its report is in FOLDER/out/report.
set -eu
program=$1 sample=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder"
cp -R "$sample/corpus.yaml" "$sample/texts" "$folder"
cd "$folder"
SOURCE_DATE_EPOCH=1780000000 exec "$program" run corpus.yaml
