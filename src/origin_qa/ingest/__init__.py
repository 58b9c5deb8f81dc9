"""From files to profiles and passages: reading, cleaning, layout, sentences."""
