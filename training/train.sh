#!/bin/bash
# All of the training on a machine with one GPU: train.sh PACKED OUT [first|second]; both stages one after the other without the last word.
#   first   labels, masked-language training, and a few steps of everything that follows, so that a mistake shows early (four minutes)
#   second  teachers, their signals out of fold, students (nine minutes)
# Stages stop by the clock; TOTAL is the seconds of the second one (LOG.md tells the steps they made).
# WORK is the folder for what lies between, a new one where it is not set; stages that run apart must be told the same.
set -u
carried=$1 out=$2 stage=${3:-all} here=$(dirname "$0")
[ "$stage" = all ] || : "${WORK:?is not set: stages that run apart need the same folder}"
work=${WORK:-$(mktemp -d)}
export PYTHONUNBUFFERED=1 OMP_NUM_THREADS=3 PYTHONWARNINGS=ignore TOKENIZERS_PARALLELISM=true TORCHINDUCTOR_COMPILE_THREADS=4
export PYTHONPATH=$here/../src:$here
python=${PYTHON:-python3}
clock() { echo "== $1 at ${SECONDS} s"; }
run() { local program=$1; shift; $python "$here/$program.py" "$@"; }
teacher() { # name, fold, seconds, then options; the signals of what it never saw come behind it
  local name=$1 fold=$2 seconds=$3; shift 3
  run fit "$work" "$name" --fold "$fold" --seconds "$seconds" ${COMPILE---compile} ${SMALL:-} "$@" > "$work/fit-$name.log" 2>&1
  clock "$name fitted"
  run reading "$work" "$name" --fold "$fold" > "$work/read-$name.log" 2>&1
}
students() { # seconds, teachers, logs
  run distil "$work" --students s8:0,1,2,3,4,5,6,7 s6:0,1,3,4,6,7 --teachers "$2" --start "${START:-$here/../src/rasd/models/data}" --rate 4e-4 \
    --head-rate 2e-3 --dropout 0.05 --seconds "$1" ${COMPILE---compile} ${SMALL_STUDENT:-} > "$work/$3.log" 2>&1
}

first() {
  run prepare "$carried" "$work" --workers "${WORKERS:-14}" ${PREPARE:-}; clock prepared
  run pretrain "$work" --seconds "${PRETRAIN:-85}" ${COMPILE---compile} ${MASKED:-}; clock pretrained
  teacher t0 0 "${TRY:-3}" & teacher tn -1 "${TRY:-3}" --names 7 & wait
  clock "tried to teach"; tail -n 3 "$work"/fit-t0.log | cut -c1-300; tail -n 3 "$work"/fit-tn.log "$work"/read-t*.log | cut -c1-300
  students "${TRY:-3}" t0,tn try
  clock "tried to distil"; tail -n 4 "$work/try.log" | cut -c1-300
}

second() {
  teacher t0 0 "${TEACH:-115}" --seed 1 & teacher t1 1 "${TEACH:-115}" --seed 2 --rate 7e-4 --hide 0.12 &
  teacher t2 2 "${TEACH:-115}" --seed 3 & teacher t3 3 "${TEACH:-115}" --seed 4 --rate 7e-4 --hide 0.12 &
  teacher tn -1 "${TEACH:-115}" --seed 5 --names 7 & wait
  clock taught; tail -qn 1 "$work"/fit-t*.log | cut -c1-300; cat "$work"/read-t*.log
  cat "$work"/t[0-3].signals.jsonl | xz -T8 > "$out/signals.jsonl.xz"
  students $((${TOTAL:-540} - SECONDS - 50)) t0,t1,t2,t3,tn distil
  clock distilled; tail -n 2 "$work/distil.log" | cut -c1-200
  run ship pack "$work/s8.safetensors" "$work/s8.pack" && split -b 16700000 -d -a 1 "$work/s8.pack" "$out/s8.pack."
  run ship small "$work/s6.safetensors" "$work/s6.pack" && split -b 16700000 -d -a 1 "$work/s6.pack" "$out/s6.pack."
  (cd "$work" && tar cJf "$out/logs.tar.xz" ./*.log facts.json); clock packed
}

mkdir -p "$out" "$work"
{ [ "$stage" = second ] || first; [ "$stage" = first ] || second; } 2>&1 | tee "$out/run-$stage.log"
