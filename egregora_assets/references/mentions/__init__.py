"""How people mention code: one module a form, each finds its mentions in a text whose claimed places are covered."""
