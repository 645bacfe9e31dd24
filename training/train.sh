#!/bin/bash
# All of the training on a machine with one GPU: train.sh PACKED OUT [first|second]; both stages one after the other without the last word.
#   first   labels, masked-language training, and beside it a few steps of everything that follows, so that a mistake shows early (three minutes)
#   second  teachers, students, and beside these the teachers' signals out of fold (nine minutes)
# Stages stop by the clock; TOTAL is the seconds of the second one (LOG.md tells the steps they made).
# WORK is the folder for what lies between, a new one where it is not set; stages that run apart must be told the same.
set -u
carried=$1 out=$2 stage=${3:-all} here=$(dirname "$0")
[ "$stage" = all ] || : "${WORK:?is not set: stages that run apart need the same folder}"
work=${WORK:-$(mktemp -d)}
students=${STUDENTS:-n6:0,1,2,3,4,5}
export PYTHONUNBUFFERED=1 OMP_NUM_THREADS=2 PYTHONWARNINGS=ignore TOKENIZERS_PARALLELISM=true TORCHINDUCTOR_COMPILE_THREADS=4
export PYTHONPATH=$here/../src:$here
python=${PYTHON:-python3}
clock() { echo "== $1 at ${SECONDS} s"; }
run() { local program=$1; shift; $python "$here/$program.py" "$@"; }
teacher() { # name, fold, seconds, then options
  local name=$1 fold=$2 seconds=$3; shift 3
  run fit "$work" "$name" --fold "$fold" --seconds "$seconds" --workers "${FEEDERS:-2}" ${COMPILE---compile} ${SMALL:-} "$@" > "$work/fit-$name.log" 2>&1
  clock "$name fitted"
}
students() { # seconds, teachers, logs
  run distil "$work" --students $students --teachers "$2" --start "${START:-$here/../src/rasd/models/data}" --rate 4e-4 \
    --head-rate 2e-3 --dropout 0.05 --seconds "$1" --workers "${STUDENT_FEEDERS:-6}" ${COMPILE---compile} ${RECORD---record} ${SMALL_STUDENT:-} > "$work/$3.log" 2>&1
}
heads() { grep -h "attention\|record" "$@"; tail -qn 2 "$@" | cut -c1-300; }

first() {
  run prepare "$carried" "$work" --workers "${WORKERS:-14}" ${PREPARE:-}; clock prepared
  run pretrain "$work" --seconds "${PRETRAIN:-90}" ${COMPILE---compile} ${MASKED:-} > "$work/pretrain.log" 2>&1 & masked=$!
  teacher t0 0 "${TRY:-2}" & one=$!
  teacher tn -1 "${TRY:-2}" --names 7 & wait $one $!
  clock "tried to teach"; heads "$work"/fit-t0.log "$work"/fit-tn.log
  students "${TRY:-2}" t0,tn try
  clock "tried to distil"; heads "$work/try.log"
  wait $masked; clock pretrained; cut -c1-200 "$work/pretrain.log" | tail -n 5
}

second() {
  teacher t0 0 "${TEACH:-140}" --seed 1 & teacher t1 1 "${TEACH:-140}" --seed 2 --rate 7e-4 --hide 0.12 &
  teacher t2 2 "${TEACH:-140}" --seed 3 & teacher t3 3 "${TEACH:-140}" --seed 4 --rate 7e-4 --hide 0.12 &
  teacher tn -1 "${TEACH:-140}" --seed 5 --names 7 & wait
  clock taught; heads "$work"/fit-t?.log
  for k in 0 1 2 3; do run reading "$work" "t$k" --fold "$k" > "$work/read-t$k.log" 2>&1 & done
  run reading "$work" tn > "$work/read-tn.log" 2>&1 &
  rm -f "$work/${students%%:*}.safetensors" # of the try-out
  students $((${TOTAL:-540} - SECONDS - 55)) t0,t1,t2,t3,tn distil
  [ -e "$work/${students%%:*}.safetensors" ] || { heads "$work/distil.log"; students=${students%% *}; RECORD='' students $((${TOTAL:-540} - SECONDS - 55)) t0,t1,t2,t3,tn distil; }
  clock distilled; heads "$work/distil.log"
  wait; cat "$work"/read-t*.log
  cat "$work"/t[0-3].signals.jsonl | xz -T8 > "$out/signals.jsonl.xz"
  for spec in $students; do
    local name=${spec%%:*}
    run ship pack "$work/$name.safetensors" "$work/$name.pack" && split -b 16700000 -d -a 1 "$work/$name.pack" "$out/$name.pack."
  done
  (cd "$work" && tar cJf "$out/logs.tar.xz" ./*.log facts.json); clock packed
}

mkdir -p "$out" "$work"
{ [ "$stage" = second ] || first; [ "$stage" = first ] || second; } 2>&1 | tee "$out/run-$stage.log"
