#!/bin/bash
# All of the training on a machine with a GPU: device.sh smoke|full CARRIED OUT
set -u
stage=$1 carried=$2 out=$3 work=/tmp/encoder-work here=$(dirname "$0")
export PYTHONUNBUFFERED=1 OMP_NUM_THREADS=3 PYTHONWARNINGS=ignore TOKENIZERS_PARALLELISM=true
python=${PYTHON:-python3}
run() { name=$1; shift; $python "$here/$name.py" "$@"; }
fit() { run fit "$work" "$@" --carried "$carried" > "$out/fit-$1.log" 2>&1; }
clock() { echo "== $1 at ${SECONDS} s"; }

smoke() {
  run prepare "$carried" "$work" --variants 6 --articles 12000 --workers 14; clock prepared
  run pretrain "$work" --steps 250; clock pretrained
  fit raw --start raw --steps 700 &
  fit mid --steps 700 &
  fit high --steps 700 --rate 4e-4 &
  fit low --steps 700 --rate 1e-4 &
  fit six --steps 700 --rate 3e-4 --layers 6 &
  wait; clock fitted
  fit student --steps 60 --teachers mid,high,low --keep 0,2,4,7,9,11 --silver 20 &
  run export "$work/six.safetensors" "$work/model" --carried "$carried" --work "$work" &
  wait; clock students
  tail -n 4 "$out"/fit-*.log
  nvidia-smi --query-gpu=name,memory.used --format=csv
}

mkdir -p "$out" "$work"
$stage 2>&1 | tee "$out/run.log"
