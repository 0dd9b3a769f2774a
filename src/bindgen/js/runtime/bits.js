const bits = new DataView(new ArrayBuffer(8));
