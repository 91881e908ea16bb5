rule marker_of_the_cases
{
	meta:
		author = "Ann"
		reference = "https://rules.example.com/marker"
		description = "A marker that only the cases hold"
	strings:
		$marker = "the-marker-of-the-cases-4711"
	condition:
		$marker
}
