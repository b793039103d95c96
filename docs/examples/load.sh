#!/bin/sh
# A script as a command: the question is one line of JSON on standard input, the answer is what it writes.
read -r question
case $question in
*'"language": "fr"'*) echo "Charge : $(cut -d' ' -f1-3 /proc/loadavg)" ;;
*) echo "Load: $(cut -d' ' -f1-3 /proc/loadavg)" ;;
esac
