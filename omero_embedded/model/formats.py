# SPDX-License-Identifier: AGPL-3.0-or-later
"""The values of the enumeration Format.

A real server asks its Bio-Formats at every start which formats that one can read, and adds what is missing: the name of
each reader, and `Companion/<name>` where a reader's data sets have files beside those with pixels. These are of
Bio-Formats 8.5.0, which comes with OMERO.server 5.6.17.
"""

from __future__ import annotations

_WITHOUT_COMPANIONS = """
    AIM Alicona Amira APNG ARF AVI BDV BioRadGel BioRadSCN BMP Burleigh CanonRaw CellH5
    Cellomics CellSens Columbus DCIMG DNG Ecat7 EPS FEI FEITiff Fits FlowSight Fluoview Gatan
    GatanDM2 Gel GIF HamamatsuVMS HIS HRDGDF I2I IM3 Imacon Imagic Imaris ImarisHDF ImarisTiff
    IMOD ImprovisionTiff Imspector InCell3000 INR IonpathMIBITiff IPLab IPW Ivision JPEG
    JPEG2000 JPK JPX Khoros KLB Kodak LeicaSCN LEO LiFlim LIM LOF MetamorphTiff MicroCT
    MikroscanTiff MINC MNG MolecularImaging MRC MRW NAF ND2 NDPI NDPIS Nikon NikonElementsTiff
    NikonTiff OBF OIR OlympusTile OMEXML Openlab OpenlabRaw OxfordInstruments PCI PCX PGM
    PhotoshopTiff Pict Povray PQBin PSD PyramidTiff QT Quesant RCPNL RHK SBIG SDT Seiko SEQ SIF
    SimplePCITiff SIS SlideBook7 Slidebook SlidebookTiff SMCamera SPE Spider SVS Targa Text TiffDelegate
    TissueFAXS Topometrix UBM VarianFDF Veeco Ventana VGSAM VolocityClipping WATOP ZeissCZI
    ZeissLMS ZeissXRM ZeissZVI Zip
""".split()

_WITH_COMPANIONS = """
    AFI Analyze APL BD BioRad Bruker CellVoyager CellWorx CV7000 Deltavision Dicom Fake
    FilePattern Flex Fuji FV1000 Hitachi ICS InCell Inveon JDCE JEOL L2D Leica LIF Metamorph
    MetaxpressTiff MIAS Micromanager Nifti NRRD OMETiff Operetta PCORAW PDS PerkinElmer Prairie
    Scanr SPC TCS Tecan TillVision Trestle Unisoku Vectra Visitech Volocity XLEF ZeissLSM
    ZeissTIFF
""".split()

FORMATS: tuple[str, ...] = (
    *_WITHOUT_COMPANIONS,
    *(value for name in _WITH_COMPANIONS for value in (name, f"Companion/{name}")),
)
"""All values, in the order in which they are seeded."""
