"""Who is who: which names and ids of exports stand for one human being. Plain Python, values in and values out."""
