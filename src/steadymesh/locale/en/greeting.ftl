### A greeting for newcomers.

greeting-hello = 👋 Welcome to the mesh, { $name }! I am a bot: write { $prefix }help and I tell you what I can do. This is the only time that I write without being asked.

greeted = 👋 { $name } ({ $node }) is new here and is greeted
greeting-not-loaded = ⚠️ It is not known who was greeted, so nobody is: { $error }
greeting-not-kept = ⚠️ Who was greeted could not be written down yet: { $error }
greeting-not-posted = { $node } could not be greeted: { $error }
