help-whoami = Who you are to me and how I hear you: signal, hops, relay, distance, bearing, when.
whoami-you = You are { $who }
whoami-way = 📍 { $way } from my radio
whoami-when = 🕐 Received at { $time }
whoami-console = You are at the console: nothing of this went on air. My radio: { $who }
whoami-console-none = You are at the console. My radio has not told yet who it is.
