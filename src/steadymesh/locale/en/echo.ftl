help-echo = Says your text back to you.
echo-nothing = There is nothing to say back: write words.
